/**
 * Replays recorded provider traffic through a running gateway and compares what comes out with what
 * went in. Owns: reading recordings, playing the provider, the comparison. Does not own: starting a
 * gateway. Start at {@link ai.meterr.testkit.replay.Replay}.
 */
@NullMarked
package ai.meterr.testkit.replay;

import org.jspecify.annotations.NullMarked;
