@NullMarked
package ai.meterr.proxy;

import org.jspecify.annotations.NullMarked;
