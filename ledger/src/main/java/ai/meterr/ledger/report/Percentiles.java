package ai.meterr.ledger.report;

/**
 * How long calls took, in milliseconds: half of them at most {@code p50}, and so on. From a
 * histogram whose bins are 9 % wide: told is the upper edge of the bin, so at most 9 % more than it
 * was, never less.
 */
public record Percentiles(long p50, long p95, long p99) {}
