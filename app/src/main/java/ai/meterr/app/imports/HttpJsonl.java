package ai.meterr.app.imports;

import java.io.IOException;
import java.nio.file.Path;

/** Recorded HTTP exchanges, one a line: the contract's {@code http-jsonl}. */
public final class HttpJsonl implements ImportFormat {
  private final ExchangeMeter meter;

  public HttpJsonl(ExchangeMeter meter) {
    this.meter = meter;
  }

  @Override
  public void read(Path file, Imported imported) throws IOException {
    Lines.each(file, imported, line -> imported.event(meter.event(RecordReader.read(line))));
  }
}
