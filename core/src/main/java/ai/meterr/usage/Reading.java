package ai.meterr.usage;

import ai.meterr.catalog.ModelId;
import ai.meterr.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer told about itself.
 *
 * @param told how far its usage is to be believed
 * @param usage the usage in exclusive classes; {@link Usage#NONE} unless {@code told} is REPORTED
 * @param serviceTier the tier that the answer names, as the provider writes it
 * @param region where it was served, where that changes the price ({@code us} of Anthropic's {@code
 *     inference_geo})
 * @param providerCost money that the provider itself stated
 * @param errorInside an error came in the body under a success status
 * @param ended the frame that ends such an answer was seen (always so for a whole plain body)
 * @param notes remarks for people, in our words, never with text of the answer
 */
public record Reading(
    Told told,
    Usage usage,
    @Nullable ModelId responseModel,
    @Nullable String responseId,
    @Nullable String serviceTier,
    @Nullable String region,
    List<SubCall> subCalls,
    @Nullable Money providerCost,
    boolean errorInside,
    boolean ended,
    List<String> notes) {

  public enum Told {
    /** The provider gave its usage, and it adds up. */
    REPORTED,
    /** It said nothing about usage. */
    SILENT,
    /** It gave figures that contradict each other; a note says how. */
    NONSENSE
  }

  public Reading {
    subCalls = List.copyOf(subCalls);
    notes = List.copyOf(notes);
  }

  public static Reading silent(boolean ended) {
    return new Reading(
        Told.SILENT, Usage.NONE, null, null, null, null, List.of(), null, false, ended, List.of());
  }
}
