/**
 * Pydantic's AI gateway. Owns: which API stands behind a path of it. Does not own: these APIs.
 * Start at {@link ai.meterr.providers.pydantic.PydanticGatewayApi}.
 */
@NullMarked
package ai.meterr.providers.pydantic;

import org.jspecify.annotations.NullMarked;
