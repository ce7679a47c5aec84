package ai.meterr.providers.answer;

import ai.meterr.catalog.ModelId;
import ai.meterr.money.Money;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transcript has found so far, apart from usage. Later findings replace earlier ones. */
public final class Findings {
  private static final int NAME_MAX = 256;

  private @Nullable ModelId model;
  private @Nullable String id;
  private @Nullable String serviceTier;
  private @Nullable String region;
  private @Nullable Money providerCost;
  private boolean errorInside;
  private final List<SubCall> subCalls = new ArrayList<>(0);
  private final List<String> notes = new ArrayList<>(0);

  public void model(Picked name) {
    ModelId found = modelId(name);
    model = found == null ? model : found;
  }

  public void model(ModelId name) {
    model = name;
  }

  public @Nullable ModelId model() {
    return model;
  }

  public void id(Picked value) {
    id = shortText(value) == null ? id : value.text();
  }

  public void serviceTier(Picked value) {
    serviceTier = shortText(value) == null ? serviceTier : value.text();
  }

  public void serviceTier(String tier) {
    serviceTier = tier;
  }

  public void region(String name) {
    region = name;
  }

  @Nullable String region() {
    return region;
  }

  public boolean hasError() {
    return errorInside;
  }

  /** Money that the provider itself stated; null leaves what was found. */
  public void providerCost(@Nullable Money money) {
    providerCost = money == null ? providerCost : money;
  }

  @Nullable Money providerCost() {
    return providerCost;
  }

  List<SubCall> subCalls() {
    return subCalls;
  }

  List<String> notes() {
    return notes;
  }

  /** Notes an error that is there. */
  public boolean error(Picked error) {
    errorInside |= error.isThere();
    return error.isThere();
  }

  /** Notes an error that no document tells of. */
  public void error() {
    errorInside = true;
  }

  public void subCall(SubCall call) {
    subCalls.add(call);
  }

  public void note(String note) {
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  /** A model's name, or null where the value is none. */
  public static @Nullable ModelId modelId(Picked name) {
    String text = shortText(name);
    return text == null ? null : new ModelId(text);
  }

  private static @Nullable String shortText(Picked value) {
    String text = value.text();
    return text == null || text.isEmpty() || text.length() > NAME_MAX ? null : text;
  }

  public Reading reported(Usage usage, boolean ended) {
    return reading(Told.REPORTED, usage, subCalls, ended);
  }

  public Reading silent(boolean ended) {
    return reading(Told.SILENT, Usage.NONE, List.of(), ended);
  }

  public Reading nonsense(Nonsense why, boolean ended) {
    note(why.note());
    return reading(Told.NONSENSE, Usage.NONE, List.of(), ended);
  }

  private Reading reading(Told told, Usage usage, List<SubCall> further, boolean ended) {
    return new Reading(
        told,
        usage,
        model,
        id,
        serviceTier,
        region,
        further,
        providerCost,
        errorInside,
        ended,
        notes);
  }
}
