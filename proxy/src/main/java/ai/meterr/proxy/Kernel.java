package ai.meterr.proxy;

import java.util.concurrent.atomic.AtomicBoolean;

/** What all connections of a server share. */
record Kernel(
    ProxyConfig config,
    Handler handler,
    Refusals refusals,
    BodyMemory memory,
    AtomicBoolean drainingFlag) {

  /** Whether no connection is kept beyond the answer under way. */
  boolean draining() {
    return drainingFlag.get();
  }
}
