package io.millrace.inference.scoring;

import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionProcessor;
import io.millrace.sink.log.RecordAppender;

/** Makes processors; those of one thread compute together. */
final class ScoringProcessors implements PartitionProcessor.Factory {

	private final Scorer scorer;

	private final ScoringMetrics metrics;

	private final RecordAppender deadLetters;

	private final String deadLetterTopic;

	private final Batch batch;

	ScoringProcessors(Scorer scorer, ScoringMetrics metrics, RecordAppender deadLetters, String deadLetterTopic) {
		this.scorer = scorer;
		this.metrics = metrics;
		this.deadLetters = deadLetters;
		this.deadLetterTopic = deadLetterTopic;
		this.batch = new Batch(scorer);
	}

	@Override
	public PartitionProcessor create(PartitionLog log) {
		return new ScoringProcessor(this.batch, this.metrics, this.deadLetters, this.deadLetterTopic, log);
	}

	@Override
	public PartitionProcessor.Factory forThread() {
		return new ScoringProcessors(this.scorer, this.metrics, this.deadLetters, this.deadLetterTopic);
	}

}
