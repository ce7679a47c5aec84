package ai.meterr.providers.answer;

import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Usage;

/** What one provider's usage object means. */
public interface UsageRule {
  /**
   * The usage in exclusive classes.
   *
   * @param findings takes what the object tells beside usage: money, a tier, remarks
   * @throws Nonsense where its figures contradict each other
   */
  Usage read(Picked usage, Findings findings) throws Nonsense;
}
