package io.millrace.notification.decide;

import java.util.Set;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownProducerIdException;

/**
 * A transaction that came to nothing for a reason which a new producer and a new look at
 * the position cure, or which the next rebalance will tell: another owner has taken over,
 * or the group's members changed underneath.
 */
final class AbortedException extends RetriableException {

	private static final long serialVersionUID = 1L;

	private static final Set<Class<? extends KafkaException>> CURABLE = Set.of(CommitFailedException.class,
			FencedInstanceIdException.class, IllegalGenerationException.class, InvalidPidMappingException.class,
			InvalidProducerEpochException.class, InvalidTxnStateException.class, OutOfOrderSequenceException.class,
			TransactionAbortableException.class, TransactionAbortedException.class, UnknownMemberIdException.class,
			UnknownProducerIdException.class);

	private AbortedException(KafkaException cause) {
		super("the transaction was aborted: " + cause.getMessage(), cause);
	}

	/**
	 * The exception to throw for a failed transaction: this one where it fits, else the
	 * failure itself.
	 */
	static KafkaException of(KafkaException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Throwable found = cause;
			if (CURABLE.stream().anyMatch((type) -> type.isInstance(found))) {
				return new AbortedException(failure);
			}
		}
		return failure;
	}

}
