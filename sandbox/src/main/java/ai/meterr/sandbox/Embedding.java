package ai.meterr.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.SplittableRandom;

/** A vector of length one that depends on the text and means nothing. */
final class Embedding {
  private static final int DIMENSIONS_MAX = 4096;

  private Embedding() {}

  static int usualDimensions(String model) {
    return model.contains("-large") || model.startsWith("gemini") ? 3072 : 1536;
  }

  static float[] of(String text, int dimensions) {
    SplittableRandom random = new SplittableRandom(text.hashCode());
    float[] vector = new float[Math.clamp(dimensions, 1, DIMENSIONS_MAX)];
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (random.nextDouble() - 0.5);
      squares += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / Math.sqrt(squares));
    }
    return vector;
  }

  /** Little-endian floats, as OpenAI sends them; its own clients ask for them. */
  static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
