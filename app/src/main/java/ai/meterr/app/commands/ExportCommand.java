package ai.meterr.app.commands;

import ai.meterr.catalog.ProviderNames;
import ai.meterr.control.export.EventSink;
import ai.meterr.control.export.ExportFormat;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.Wire;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.storage.PostgresStore;
import ai.meterr.tenancy.OrganizationId;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = {
      "Writes an organization's events as they stand, newest first, while nodes go on: every field"
          + " as",
      "jsonl, one row each as csv or parquet (without receipt lines). Nothing is rounded."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private static final int AT_ONCE = 1_000;

  @Spec private CommandSpec spec;
  @Mixin private Installation installation = new Installation();
  @Mixin private OfOrganization of = new OfOrganization();

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "csv, jsonl or parquet")
  private String format = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "RFC 3339, included, e.g. 2026-11-01T00:00:00Z; what counts is when calls began")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "RFC 3339, excluded")
  private @Nullable Instant to;

  @Option(
      names = "--filter",
      paramLabel = "NAME=VALUE",
      description = {
        "as of GET /api/v1/events: provider, model, project, team, user, key, session, feature,",
        "environment, status; again for further values"
      })
  private List<String> filters = List.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "replaced when all is written (default: standard output)")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new ParameterException(spec.commandLine(), "--from must be before --to");
    }
    ExportFormat written = word("--format", ExportFormat.class, format);
    Map<Dimension, List<String>> wanted = wanted();
    try (PostgresStore store = installation.join()) {
      OrganizationId organization = of.id(store, spec);
      if (output == null) {
        write(
            store.reports(),
            organization,
            wanted,
            written,
            new FileOutputStream(FileDescriptor.out));
        return 0;
      }
      long events = write(store.reports(), organization, wanted, written, output);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s: %d events%n", output, events);
      out.flush();
      return 0;
    }
  }

  private long write(
      Reports reports,
      OrganizationId organization,
      Map<Dimension, List<String>> wanted,
      ExportFormat written,
      Path file)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    try {
      long events =
          write(reports, organization, wanted, written, Files.newOutputStream(unfinished));
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      return events;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private long write(
      Reports reports,
      OrganizationId organization,
      Map<Dimension, List<String>> wanted,
      ExportFormat written,
      OutputStream out)
      throws IOException {
    long events = 0;
    try (out) {
      // closed only when all is written: what breaks off must not look complete
      EventSink sink = written.open(out);
      String cursor = null;
      do {
        EventPage page = reports.events(organization, from, to, wanted, AT_ONCE, cursor);
        for (UsageEvent event : page.events()) {
          sink.write(event);
        }
        events += page.events().size();
        cursor = page.next();
      } while (cursor != null);
      sink.close();
    }
    return events;
  }

  private Map<Dimension, List<String>> wanted() {
    Map<Dimension, List<String>> wanted = new EnumMap<>(Dimension.class);
    for (String filter : filters) {
      int equals = filter.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(spec.commandLine(), "--filter NAME=VALUE, not " + filter);
      }
      Dimension name = word("--filter", Dimension.class, filter.substring(0, equals));
      wanted.merge(
          name,
          List.of(value(name, filter.substring(equals + 1))),
          (before, more) -> Stream.concat(before.stream(), more.stream()).distinct().toList());
    }
    return wanted;
  }

  private String value(Dimension name, String told) {
    return switch (name) {
      case PROVIDER -> ProviderNames.ours(told);
      case STATUS -> word("--filter status", Status.class, told).wire();
      default -> told;
    };
  }

  private <E extends Enum<E> & Wire> E word(String option, Class<E> type, String value) {
    try {
      return Wire.parse(type, value.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(spec.commandLine(), option + " does not know " + value);
    }
  }
}
