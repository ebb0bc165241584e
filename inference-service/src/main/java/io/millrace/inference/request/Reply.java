package io.millrace.inference.request;

import io.millrace.inference.result.Result;
import io.millrace.inference.result.ResultId;

/**
 * An answer and how it was come by.
 */
public record Reply(ResultId id, Result result, Source source) {

	/**
	 * How an answer was come by.
	 */
	public enum Source {

		/** It was there. */
		HIT,

		/** It was computed for this request, and others may have it. */
		MISS,

		/** Somebody else's request had it computed at the time. */
		COLLAPSED,

		/** It was computed for this request alone. */
		OWN

	}

}
