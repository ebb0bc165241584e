package io.millrace.common.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells who starts the service what to do, instead of showing a stack trace.
 */
class InsecureStartFailureAnalyzer extends AbstractFailureAnalyzer<InsecureStartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InsecureStartException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy(), cause);
	}

}
