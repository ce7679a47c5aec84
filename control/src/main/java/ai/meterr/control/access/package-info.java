/**
 * Who asks: people by their session, programs by a Meterr key; signing in and out. Does not own:
 * where keys and people are kept (core's {@code access}). Start at {@link
 * ai.meterr.control.access.Askers}.
 */
@NullMarked
package ai.meterr.control.access;

import org.jspecify.annotations.NullMarked;
