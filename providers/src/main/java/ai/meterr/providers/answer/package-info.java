/**
 * What is the same in every API's answers: documents that come whole, as frames or in an array, and
 * figures that must add up. Does not own: what any API's fields mean (the rooms do). Start at
 * {@link ai.meterr.providers.answer.Transcript}.
 */
@NullMarked
package ai.meterr.providers.answer;

import org.jspecify.annotations.NullMarked;
