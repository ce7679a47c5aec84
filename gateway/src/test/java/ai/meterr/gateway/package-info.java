/** The gateway against a provider, a client and a journal whose every move a test makes itself. */
@NullMarked
package ai.meterr.gateway;

import org.jspecify.annotations.NullMarked;
