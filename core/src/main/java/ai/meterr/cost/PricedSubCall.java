package ai.meterr.cost;

import ai.meterr.usage.SubCall;
import java.util.List;

/** A sub-call with its own lines; empty where it has no price. */
public record PricedSubCall(SubCall call, List<Line> lines) {
  public PricedSubCall {
    lines = List.copyOf(lines);
  }
}
