@NullMarked
package ai.meterr.gateway.signin;

import org.jspecify.annotations.NullMarked;
