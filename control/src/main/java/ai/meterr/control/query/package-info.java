/**
 * The parameters of a question: read strictly, refused clearly. Start at {@link
 * ai.meterr.control.query.Parameters}.
 */
@NullMarked
package ai.meterr.control.query;

import org.jspecify.annotations.NullMarked;
