/**
 * Measures what a dashboard asks of a large organization's rollups and raw log. Owns the generated
 * year and the questions. Start at {@link ai.meterr.bench.dashboards.DashboardBench}.
 */
@NullMarked
package ai.meterr.bench.dashboards;

import org.jspecify.annotations.NullMarked;
