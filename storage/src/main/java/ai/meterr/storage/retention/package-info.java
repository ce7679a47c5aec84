/**
 * What does not stay: raw entries past an organization's time, people who are to be forgotten,
 * organizations that are deleted. Rollups are not touched, but for names. Start at {@link
 * ai.meterr.storage.retention.Retention}.
 */
@NullMarked
package ai.meterr.storage.retention;

import org.jspecify.annotations.NullMarked;
