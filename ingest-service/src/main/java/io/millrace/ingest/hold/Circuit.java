package io.millrace.ingest.hold;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.kafka.common.TopicPartition;

/**
 * Where one partition's events go, as this node sees it: to Kafka while it is closed, to
 * the hold while it is open; in between, while the other nodes are told, they wait.
 * Thread-safe.
 */
public final class Circuit {

	private final TopicPartition partition;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private State state = State.CLOSED;

	/** Read for every event, hence beside the lock. */
	private volatile boolean closed = true;

	/** Which opening it is, once that is known; they are numbered in Redis. */
	private String opening = "";

	private long closedAtNanos = System.nanoTime();

	Circuit(TopicPartition partition) {
		this.partition = partition;
	}

	private enum State {

		CLOSED, OPENING, OPEN

	}

	public TopicPartition partition() {
		return this.partition;
	}

	/**
	 * Whether events go to Kafka.
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Stops sending.
	 * @return whether the caller must now see to it that the other nodes know
	 */
	boolean begin() {
		this.lock.lock();
		try {
			boolean first = this.state != State.OPENING;
			set(State.OPENING, "");
			return first;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The same after Kafka failed to take an event; what was handed over before the
	 * circuit was last closed says nothing about now.
	 */
	boolean begin(long handedOverNanos) {
		this.lock.lock();
		try {
			return this.state == State.CLOSED && handedOverNanos - this.closedAtNanos >= 0 && begin();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** All nodes have stopped sending: events may be held. */
	void opened(String opening) {
		move(State.OPENING, State.OPEN, opening);
	}

	/** The opening is over, or could not be brought about. */
	void abandon() {
		move(State.OPENING, State.CLOSED, "");
	}

	/** Nothing is held under this number any more. */
	void close(String opening) {
		this.lock.lock();
		try {
			if (this.state == State.OPEN && this.opening.equals(opening)) {
				set(State.CLOSED, "");
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void move(State from, State to, String opening) {
		this.lock.lock();
		try {
			if (this.state == from) {
				set(to, opening);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void set(State to, String opening) {
		this.state = to;
		this.opening = opening;
		if (to == State.CLOSED) {
			this.closedAtNanos = System.nanoTime();
		}
		this.closed = to == State.CLOSED;
		this.changed.signalAll();
	}

	/** The number under which events are held, empty if they aren't. */
	String opening() {
		this.lock.lock();
		try {
			return this.opening;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits while the other nodes are told.
	 * @return the number under which events are held, empty if they aren't, by now or in
	 * time
	 */
	String awaitOpening(long deadlineNanos) throws InterruptedException {
		this.lock.lock();
		try {
			long left = deadlineNanos - System.nanoTime();
			while (this.state == State.OPENING && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			return this.opening;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String toString() {
		return this.partition.toString();
	}

}
