/**
 * The example organization of {@code meterr demo}. Owns: the invented company, its weeks of history
 * and its live calls. Does not own: the provider that answers them ({@code sandbox}), how either is
 * counted: history is booked and calls are carried as those of any other organization. Start at
 * {@link ai.meterr.app.demo.DemoCompany}.
 */
@NullMarked
package ai.meterr.app.demo;

import org.jspecify.annotations.NullMarked;
