/**
 * A small HTTP/1.1 proxy kernel on Netty: connections, pools, streams, back-pressure, limits.
 *
 * <p>Owns: accepting requests, strict framing, connections to upstreams, moving bytes both ways,
 * time-outs, draining. Does not own: who may call, where a call goes, what the bytes mean. It does
 * not know what a token is. Start reading at {@link ai.meterr.proxy.ProxyServer}, then {@link
 * ai.meterr.proxy.Exchange} and {@link ai.meterr.proxy.Relay}.
 */
@NullMarked
package ai.meterr.proxy;

import org.jspecify.annotations.NullMarked;
