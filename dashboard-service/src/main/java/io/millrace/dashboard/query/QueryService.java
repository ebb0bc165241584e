package io.millrace.dashboard.query;

import org.springframework.stereotype.Service;

/**
 * Answers queries. Thread-safe; blocks for as long as Redis takes, and for
 * {@code minOffset}.
 */
@Service
public class QueryService {

	/**
	 * Answers from one generation, each partition as it stood at one moment.
	 * @throws io.millrace.common.problem.ProblemException 400 if the query can't be
	 * answered as it is, 503 if it can't be now
	 * @throws org.springframework.dao.DataAccessException if Redis can't be reached
	 */
	public QueryResult query(Query query) {
		throw new UnsupportedOperationException("not yet");
	}

}
