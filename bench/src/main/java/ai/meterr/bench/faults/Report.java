package ai.meterr.bench.faults;

import java.util.Locale;

/**
 * What a trial showed.
 *
 * @param calls that clients made
 * @param reported events, each once
 * @param taken of the calls, by the provider
 * @param events in the ledger, {@code interrupted} of them because a node died
 */
record Report(
    long seed,
    Fault fault,
    int calls,
    int reported,
    int taken,
    int events,
    long interrupted,
    Findings findings,
    double seconds) {

  String line() {
    return String.format(
        Locale.ROOT,
        "seed %d  %-15s  %4d calls  %4d taken  %4d reported  %4d events  %3d interrupted  %d lost "
            + " %d doubled  %d wrong  %d differences  %4.1f s",
        seed,
        fault,
        calls,
        taken,
        reported,
        events,
        interrupted,
        findings.lost().size(),
        findings.doubled().size(),
        findings.wrong().size(),
        findings.verify().size(),
        seconds);
  }
}
