package ai.meterr.tokens.vocabulary;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;

/**
 * A compiled vocabulary as bytes: a head of eight 32-bit numbers, then the arrays as they lie in
 * memory, little-endian. The jar compresses it.
 */
public final class VocabularyFile {
  private static final int MAGIC = 0x314b544d; // "MTK1"
  private static final int HEAD_INTS = 4;

  private VocabularyFile() {}

  /** Writes a vocabulary. */
  public static void write(Vocabulary vocabulary, OutputStream out) throws IOException {
    Trie trie = vocabulary.trie();
    int nodes = trie.nodes.length;
    int mergeable = vocabulary.mergeable();
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * (HEAD_INTS + 2 * nodes + 2 * mergeable))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(MAGIC).putInt(nodes).putInt(mergeable).putInt(vocabulary.byteFallback() ? 1 : 0);
    for (int[] array :
        new int[][] {trie.nodes, trie.tokens, vocabulary.left(), vocabulary.right()}) {
      for (int value : array) {
        bytes.putInt(value);
      }
    }
    Channels.newChannel(out).write(bytes.flip());
  }

  /**
   * Reads a vocabulary.
   *
   * @throws IOException where the stream fails or holds something else
   */
  public static Vocabulary read(InputStream in) throws IOException {
    ByteBuffer head = read(in, HEAD_INTS);
    if (head.getInt() != MAGIC) {
      throw new IOException("not a compiled vocabulary");
    }
    int nodes = head.getInt();
    int mergeable = head.getInt();
    boolean byteFallback = head.getInt() == 1;
    var trie = new Trie(ints(in, nodes), ints(in, nodes));
    return new Vocabulary(trie, ints(in, mergeable), ints(in, mergeable), byteFallback);
  }

  private static int[] ints(InputStream in, int count) throws IOException {
    int[] values = new int[count];
    read(in, count).asIntBuffer().get(values);
    return values;
  }

  private static ByteBuffer read(InputStream in, int ints) throws IOException {
    byte[] bytes = in.readNBytes(4 * ints);
    if (bytes.length < 4 * ints) {
      throw new IOException("a compiled vocabulary ends too early");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
