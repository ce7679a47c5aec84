/**
 * Counted once, whoever reports it. Owns: when two reports are of one call, which of them is
 * believed, what the ledger then keeps. Does not own: where identities are stored ({@code
 * storage}). Start at {@link ai.meterr.ledger.identity.Matching}; docs/adr/0012 says why.
 */
@NullMarked
package ai.meterr.ledger.identity;

import org.jspecify.annotations.NullMarked;
