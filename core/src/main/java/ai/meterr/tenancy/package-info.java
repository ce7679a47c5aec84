/**
 * Organizations and whom a call is attributed to. Does not own: how tenants are kept apart in a
 * database ({@code storage}). Start at {@link ai.meterr.tenancy.Attribution}.
 */
@NullMarked
package ai.meterr.tenancy;

import org.jspecify.annotations.NullMarked;
