package ai.meterr.ledger.identity;

/** That a reporter has used an identity for a call. */
public record Sign(Identity identity, Reporter reporter, KnownCall call) {}
