package ai.meterr.bench.faults;

/**
 * An event that a program reported itself, perhaps several times under one id.
 *
 * @param call marks it in the ledger's tags
 * @param input tokens
 * @param output tokens
 * @param acknowledged whether Meterr said that it has it
 */
record Reported(String call, int input, int output, boolean acknowledged) {}
