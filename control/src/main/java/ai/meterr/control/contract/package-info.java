/**
 * {@code /api/openapi.json}: the contract itself. It is written as {@code api/openapi.yaml}; the
 * build puts it beside these classes.
 */
@NullMarked
package ai.meterr.control.contract;

import org.jspecify.annotations.NullMarked;
