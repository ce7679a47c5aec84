package ai.meterr.ledger.report;

import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sum over events, with the count of what it does not contain.
 *
 * @param requests every event, whatever its status
 * @param usage sub-calls' too, under their own model
 * @param cost in the answer's currency
 * @param otherCosts per currency, the answer's own left out
 * @param amounts cost per meter, in the answer's currency, sub-calls' too; adds up to {@code cost}
 *     less fees without a line
 * @param unpriced events, and sub-calls of such events where sums are told apart by model: their
 *     usage is in the sum and their cost is not
 * @param latency null where the question asks for more than provider, model, key and status, or no
 *     event tells it; {@code timeToFirstToken} likewise
 */
public record Sums(
    long requests,
    Usage usage,
    Money cost,
    Map<CurrencyCode, Money> otherCosts,
    Map<Meter, BigDecimal> amounts,
    long unpriced,
    long estimated,
    long unknown,
    long interrupted,
    long failed,
    long notBilled,
    @Nullable Percentiles latency,
    @Nullable Percentiles timeToFirstToken) {}
