package ai.meterr.providers;

import ai.meterr.catalog.ProviderId;

/**
 * Where a call goes.
 *
 * @param upstreamPath what follows the provider's base URL: begins with a slash, percent-encoding
 *     as the client wrote it, no query
 */
public record Route(ProviderId provider, String upstreamPath) {}
