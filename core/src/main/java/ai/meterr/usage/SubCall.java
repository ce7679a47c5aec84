package ai.meterr.usage;

import ai.meterr.catalog.ModelId;

/**
 * A further call billed under the same answer (compaction, advisor, fallback): its tokens are not
 * in the answer's own usage.
 *
 * @param role the provider's word for what it was, e.g. {@code compaction}
 */
public record SubCall(ModelId model, String role, Usage usage) {}
