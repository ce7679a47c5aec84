package ai.meterr.providers.bedrock;

import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;

/** A transcript that a binary stream can be read into as well. */
interface BedrockTranscript extends Transcript {
  Paths wanted();

  /** A frame came that is an exception: the stream is over, and no usage follows. */
  void exception();

  /** The stream is damaged; what follows cannot be read. */
  void damaged();
}
