/**
 * The control plane: what people and programs ask of Meterr over HTTP, behind the gateway. Does not
 * own: the public port and the address of a caller ({@code gateway}), or where answers come from
 * (ports of {@code core} and {@code ledger}). Start at {@link ai.meterr.control.ControlPlane}; the
 * contract is {@code api/openapi.yaml}.
 */
@NullMarked
package ai.meterr.control;

import org.jspecify.annotations.NullMarked;
