package ai.meterr.bench.faults;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A run in one table, for people and for the documentation. */
final class Summary {
  private Summary() {}

  /** Returns whether no trial found anything. */
  static boolean print(List<Report> reports, PrintWriter out) {
    out.println();
    out.println(
        "| kind | trials | calls | taken | reported | events | interrupted | lost | doubled | wrong"
            + " | differences | red |");
    out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (Fault fault : Fault.values()) {
      List<Report> ofKind = reports.stream().filter(one -> one.fault() == fault).toList();
      if (!ofKind.isEmpty()) {
        out.println(row(fault.toString(), ofKind));
      }
    }
    out.println(row("all", reports));
    out.printf(
        Locale.ROOT,
        "%nseeds %d to %d, %.0f s%n",
        reports.getFirst().seed(),
        reports.getLast().seed(),
        reports.stream().mapToDouble(Report::seconds).sum());
    out.flush();
    return reports.stream().allMatch(one -> one.findings().isClean());
  }

  private static String row(String title, List<Report> reports) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d |",
        title,
        reports.size(),
        reports.stream().mapToLong(Report::calls).sum(),
        reports.stream().mapToLong(Report::taken).sum(),
        reports.stream().mapToLong(Report::reported).sum(),
        reports.stream().mapToLong(Report::events).sum(),
        reports.stream().mapToLong(Report::interrupted).sum(),
        reports.stream().mapToLong(one -> one.findings().lost().size()).sum(),
        reports.stream().mapToLong(one -> one.findings().doubled().size()).sum(),
        reports.stream().mapToLong(one -> one.findings().wrong().size()).sum(),
        reports.stream().mapToLong(one -> one.findings().verify().size()).sum(),
        reports.stream().filter(one -> !one.findings().isClean()).count());
  }
}
