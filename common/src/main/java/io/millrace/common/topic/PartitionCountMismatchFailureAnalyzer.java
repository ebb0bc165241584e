package io.millrace.common.topic;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells who starts the service what to do, instead of showing a stack trace.
 */
class PartitionCountMismatchFailureAnalyzer extends AbstractFailureAnalyzer<PartitionCountMismatchException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PartitionCountMismatchException cause) {
		return new FailureAnalysis(cause.problem(), cause.procedure(), cause);
	}

}
