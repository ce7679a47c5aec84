package ai.meterr.access;

import java.time.Instant;

/**
 * Who changes something, when and why: what an audit entry says beside what was done.
 *
 * @param actor a person's e-mail address, a key's public prefix, or the command
 * @param reason may be empty
 */
public record Deed(String actor, String reason, Instant at) {}
