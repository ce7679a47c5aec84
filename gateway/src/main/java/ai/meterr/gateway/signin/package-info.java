/**
 * How a call is signed in to its provider with a secret that an organization or the deployment has:
 * a key in a header, a signature with an access key of AWS, a token that a service account of
 * Google's is given. Does not own: where secrets are kept ({@code access}), whose secret a call
 * takes and what else goes upstream ({@code gateway}). Start at {@link
 * ai.meterr.gateway.signin.SignIn}.
 */
@NullMarked
package ai.meterr.gateway.signin;

import org.jspecify.annotations.NullMarked;
