package ai.meterr.proxy;

/** What belongs to one event loop, and is used by nothing else: no locks anywhere. */
record LoopOwned(UpstreamPool pool, HeadWriter heads) {}
