package ai.meterr.app.imports;

import ai.meterr.event.Source;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.json.MalformedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Events as {@code meterr export --format jsonl} writes them. */
public final class EventJsonl implements ImportFormat {
  @Override
  public void read(Path file, Imported imported) throws IOException {
    Lines.each(file, imported, line -> imported.event(event(line)));
  }

  private static UsageEvent event(String line) throws BadRecord {
    try {
      return EventJson.read(line.getBytes(StandardCharsets.UTF_8)).with(Source.IMPORT);
    } catch (MalformedEvent malformed) {
      throw new BadRecord("it is no event as meterr export writes it");
    }
  }
}
