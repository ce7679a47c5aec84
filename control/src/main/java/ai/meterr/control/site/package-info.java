/**
 * The pages: files of the class path under {@code /web}, as the web app's build leaves them. Start
 * at {@link ai.meterr.control.site.Site}.
 */
@NullMarked
package ai.meterr.control.site;

import org.jspecify.annotations.NullMarked;
