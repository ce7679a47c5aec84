package ai.meterr.providers.kit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Cuts bytes the way networks do, and never twice the same way. */
public final class Pieces {
  private Pieces() {}

  public static List<ByteBuffer> single(byte[] bytes) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (byte b : bytes) {
      pieces.add(ByteBuffer.wrap(new byte[] {b}));
    }
    return pieces;
  }

  /**
   * Heap and direct views, some empty, some with bytes around them that are none of the reader's.
   */
  public static List<ByteBuffer> random(byte[] bytes, RandomGenerator random) {
    List<ByteBuffer> pieces = new ArrayList<>();
    int from = 0;
    int piecesMax = 1 + random.nextInt(Math.max(1, Math.min(bytes.length, 60)));
    while (from < bytes.length) {
      int length = Math.min(bytes.length - from, random.nextInt(2 * bytes.length / piecesMax + 2));
      pieces.add(view(bytes, from, length, random));
      from += length;
    }
    return pieces;
  }

  private static ByteBuffer view(byte[] bytes, int from, int length, RandomGenerator random) {
    int before = random.nextInt(3);
    int behind = random.nextInt(3);
    int size = before + length + behind;
    ByteBuffer view =
        random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    for (int i = 0; i < size; i++) {
      view.put(i, (byte) '"');
    }
    view.put(before, bytes, from, length);
    return view.position(before).limit(before + length).asReadOnlyBuffer();
  }
}
