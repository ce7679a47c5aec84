package ai.meterr.tokens;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the counts of text that comes again: agents resend the whole conversation each turn. A
 * text is cut into parts of about 4 KB where any text may be cut; equal beginnings give equal
 * parts, and a part that was seen costs no more than its hash. Parts are told apart by 128 bits
 * under a secret that nobody outside knows. For any number of threads.
 */
public final class PrefixMemo {
  private static final int PART_BYTES = 1 << 12;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private record Part(long one, long two, long tokens) {}

  private final Encoding encoding;
  private final AtomicReferenceArray<@Nullable Part> parts;
  private final long[] secret;

  /**
   * @param parts how many parts are remembered at most, each in about 40 bytes
   * @param random the secret; must not be guessable
   */
  public PrefixMemo(Encoding encoding, int parts, RandomGenerator random) {
    this.encoding = encoding;
    this.parts = new AtomicReferenceArray<>(Math.max(1, parts));
    this.secret = random.longs(4).map(word -> word | 1).toArray();
  }

  /**
   * Tokens of a text in UTF-8.
   *
   * @throws IndexOutOfBoundsException where the range is not in the array
   */
  public long count(byte[] utf8, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, utf8.length);
    int end = offset + length;
    long tokens = 0;
    for (int from = offset; from < end; ) {
      int to =
          end - from <= PART_BYTES ? end : encoding.rule().firstSafe(utf8, from + PART_BYTES, end);
      tokens += part(utf8, from, to, from == offset);
      from = to;
    }
    return tokens;
  }

  private long part(byte[] utf8, int from, int to, boolean first) {
    long one = hash(utf8, from, to, secret[0] + (first ? 1 : 0), secret[1]);
    long two = hash(utf8, from, to, secret[2] + (first ? 1 : 0), secret[3]);
    int at = (int) Long.remainderUnsigned(one, parts.length());
    Part known = parts.get(at);
    if (known != null && known.one == one && known.two == two) {
      return known.tokens;
    }
    long tokens = encoding.countPart(Long.MAX_VALUE, utf8, from, to, first);
    parts.set(at, new Part(one, two, tokens));
    return tokens;
  }

  private static long hash(byte[] bytes, int from, int to, long seed, long factor) {
    long hash = seed ^ (to - from);
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = folded(hash ^ (long) LONGS.get(bytes, at), factor);
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << 8 | bytes[at] & 0xff;
    }
    return folded(folded(hash ^ rest, factor), seed | 1);
  }

  private static long folded(long word, long factor) {
    return word * factor ^ Math.unsignedMultiplyHigh(word, factor) ^ word;
  }
}
