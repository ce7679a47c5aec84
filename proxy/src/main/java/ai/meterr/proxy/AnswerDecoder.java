package ai.meterr.proxy;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Netty's parser for an upstream's answers, which must know what was asked: HEAD has no body. */
final class AnswerDecoder extends HttpResponseDecoder {
  private static final int LINE_MAX = 8 << 10;
  private static final int HEAD_MAX = 64 << 10;
  private static final int PIECE_MAX = 128 << 10;

  private boolean toHead;

  AnswerDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_MAX)
            .setMaxHeaderSize(HEAD_MAX)
            .setMaxChunkSize(PIECE_MAX));
  }

  void expect(boolean answerToHead) {
    toHead = answerToHead;
  }

  /** Whether bytes have come that belong to no answer yet. */
  boolean hasMore() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return toHead || super.isContentAlwaysEmpty(message);
  }
}
