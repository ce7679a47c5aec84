package ai.meterr.control.usage;

import ai.meterr.control.access.Asker;
import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Answers;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.tenancy.OrganizationId;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.ZoneId;
import java.util.function.Function;

/** {@code /api/v1/usage}. */
public final class UsageAnswers {
  private final Askers askers;
  private final Reports reports;
  private final Function<OrganizationId, ZoneId> zones;

  public UsageAnswers(Askers askers, Reports reports, Function<OrganizationId, ZoneId> zones) {
    this.askers = askers;
    this.reports = reports;
    this.zones = zones;
  }

  public void show(ServerRequest request, ServerResponse response) {
    Asker asker = askers.reader(request);
    UsageQuery query = UsageQuestion.read(request.query().rawValue(), () -> asker.zone(zones));
    UsageAnswer answer = reports.usage(asker.organization(), query);
    Answers.send(response, json -> new UsageJson(json).write(answer));
  }
}
