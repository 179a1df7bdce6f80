CREATE TABLE body (
	sha BLOB NOT NULL, 
	base BLOB, 
	head INTEGER NOT NULL, 
	tail INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_body PRIMARY KEY (sha), 
	CONSTRAINT fk_body_base FOREIGN KEY(base) REFERENCES body (sha)
);

CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);

CREATE TABLE run (
	id VARCHAR NOT NULL, 
	created VARCHAR NOT NULL, 
	command VARCHAR NOT NULL, 
	seed VARCHAR NOT NULL, 
	app VARCHAR NOT NULL, 
	revision VARCHAR NOT NULL, 
	dirty BOOLEAN NOT NULL, 
	lock VARCHAR NOT NULL, 
	python VARCHAR NOT NULL, 
	os VARCHAR NOT NULL, 
	config VARCHAR NOT NULL, 
	limits VARCHAR NOT NULL, 
	CONSTRAINT pk_run PRIMARY KEY (id)
);

CREATE TABLE scenario (
	sha VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	CONSTRAINT pk_scenario PRIMARY KEY (sha)
);

CREATE TABLE strategy (
	number INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	scenario VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	tactic VARCHAR NOT NULL, 
	moves VARCHAR NOT NULL, 
	evidence VARCHAR NOT NULL, 
	utility FLOAT NOT NULL, 
	margin FLOAT NOT NULL, 
	lift FLOAT, 
	low FLOAT, 
	high FLOAT, 
	status VARCHAR NOT NULL, 
	games INTEGER NOT NULL, 
	CONSTRAINT pk_strategy PRIMARY KEY (number), 
	CONSTRAINT uq_strategy_id UNIQUE (id), 
	CONSTRAINT ck_strategy_status CHECK (status IN ('observed', 'proposed', 'proven', 'retired')), 
	CONSTRAINT ck_strategy_bounds CHECK ((low IS NULL) = (high IS NULL))
);

CREATE INDEX ix_strategy_scenario_role_number ON strategy (scenario, role, number);

CREATE TABLE episode (
	number INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	run_id VARCHAR, 
	scenario VARCHAR NOT NULL, 
	scenario_sha VARCHAR, 
	spec BLOB NOT NULL, 
	level VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	game BLOB NOT NULL, 
	variables VARCHAR NOT NULL, 
	provenance VARCHAR NOT NULL, 
	parent VARCHAR, 
	branch INTEGER, 
	generation INTEGER, 
	status VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	error VARCHAR NOT NULL, 
	started VARCHAR NOT NULL, 
	seconds FLOAT NOT NULL, 
	lease_owner VARCHAR NOT NULL, 
	lease_until FLOAT NOT NULL, 
	fence INTEGER NOT NULL, 
	CONSTRAINT pk_episode PRIMARY KEY (number), 
	CONSTRAINT uq_episode_id UNIQUE (id), 
	CONSTRAINT ck_episode_status CHECK (status IN ('pending', 'running', 'done', 'failed', 'stopped')), 
	CONSTRAINT ck_episode_seconds CHECK (seconds >= 0), 
	CONSTRAINT fk_episode_run_id FOREIGN KEY(run_id) REFERENCES run (id), 
	CONSTRAINT fk_episode_scenario_sha FOREIGN KEY(scenario_sha) REFERENCES scenario (sha), 
	CONSTRAINT fk_episode_spec FOREIGN KEY(spec) REFERENCES body (sha)
);

CREATE INDEX ix_episode_scenario_number ON episode (scenario, number);

CREATE INDEX ix_episode_status_number ON episode (status, number);

CREATE TABLE call (
	entry INTEGER NOT NULL, 
	call_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	episode_id VARCHAR, 
	purpose VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	answered_by VARCHAR NOT NULL, 
	provider VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	params VARCHAR NOT NULL, 
	request BLOB, 
	request_hash VARCHAR NOT NULL, 
	response BLOB NOT NULL, 
	finish VARCHAR NOT NULL, 
	refusal VARCHAR NOT NULL, 
	prompt_tokens INTEGER NOT NULL, 
	completion_tokens INTEGER NOT NULL, 
	cached_tokens INTEGER NOT NULL, 
	estimated BOOLEAN NOT NULL, 
	cost FLOAT, 
	prices VARCHAR NOT NULL, 
	started VARCHAR NOT NULL, 
	seconds FLOAT NOT NULL, 
	first_token FLOAT, 
	status INTEGER, 
	request_id VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	error VARCHAR NOT NULL, 
	error_kind VARCHAR NOT NULL, 
	retry_after FLOAT, 
	CONSTRAINT pk_call PRIMARY KEY (entry), 
	CONSTRAINT uq_call_call_id_number UNIQUE (call_id, number), 
	CONSTRAINT ck_call_number CHECK (number >= 1), 
	CONSTRAINT ck_call_tokens CHECK (prompt_tokens >= 0 AND completion_tokens >= 0 AND cached_tokens >= 0), 
	CONSTRAINT fk_call_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id), 
	CONSTRAINT fk_call_request FOREIGN KEY(request) REFERENCES body (sha)
);

CREATE INDEX ix_call_episode_id_entry ON call (episode_id, entry);

CREATE TABLE outcome (
	episode_id VARCHAR NOT NULL, 
	ended VARCHAR NOT NULL, 
	verifiable BOOLEAN NOT NULL, 
	issues VARCHAR NOT NULL, 
	checks VARCHAR NOT NULL, 
	utilities VARCHAR NOT NULL, 
	returns VARCHAR NOT NULL, 
	winner VARCHAR, 
	winners VARCHAR NOT NULL, 
	margin FLOAT NOT NULL, 
	CONSTRAINT pk_outcome PRIMARY KEY (episode_id), 
	CONSTRAINT fk_outcome_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id)
);

CREATE INDEX ix_outcome_winner ON outcome (winner);

CREATE TABLE turn (
	episode_id VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	action VARCHAR, 
	player VARCHAR NOT NULL, 
	planned BOOLEAN NOT NULL, 
	flags VARCHAR NOT NULL, 
	standing VARCHAR, 
	calls VARCHAR NOT NULL, 
	raw VARCHAR NOT NULL, 
	CONSTRAINT pk_turn PRIMARY KEY (episode_id, seq), 
	CONSTRAINT ck_turn_seq CHECK (seq >= 0), 
	CONSTRAINT fk_turn_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id)
);

CREATE TABLE draft (
	episode_id VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	action VARCHAR, 
	value FLOAT, 
	visits INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (episode_id, seq, n), 
	CONSTRAINT fk_draft_episode_id_seq FOREIGN KEY(episode_id, seq) REFERENCES turn (episode_id, seq)
);

CREATE TABLE judgement (
	id INTEGER NOT NULL, 
	episode_id VARCHAR NOT NULL, 
	scope VARCHAR NOT NULL, 
	seq INTEGER, 
	role VARCHAR, 
	judge VARCHAR NOT NULL, 
	score FLOAT, 
	unscored VARCHAR NOT NULL, 
	critique VARCHAR NOT NULL, 
	criteria VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	calls VARCHAR NOT NULL, 
	CONSTRAINT pk_judgement PRIMARY KEY (id), 
	CONSTRAINT fk_judgement_episode_id_seq FOREIGN KEY(episode_id, seq) REFERENCES turn (episode_id, seq), 
	CONSTRAINT ck_judgement_scope CHECK (scope IN ('turn', 'outcome', 'pair')), 
	CONSTRAINT ck_judgement_score CHECK (score IS NULL OR score BETWEEN 0 AND 1), 
	CONSTRAINT ck_judgement_unscored CHECK ((score IS NULL) = (unscored <> '')), 
	CONSTRAINT fk_judgement_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id)
);

CREATE INDEX ix_judgement_episode_id_id ON judgement (episode_id, id);

CREATE TABLE reward (
	episode_id VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	scope VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	value FLOAT NOT NULL, 
	parts VARCHAR NOT NULL, 
	CONSTRAINT pk_reward PRIMARY KEY (episode_id, seq, scope), 
	CONSTRAINT fk_reward_episode_id_seq FOREIGN KEY(episode_id, seq) REFERENCES turn (episode_id, seq), 
	CONSTRAINT ck_reward_scope CHECK (scope IN ('turn', 'outcome')), 
	CONSTRAINT ck_reward_finite CHECK (value BETWEEN -1e300 AND 1e300)
);
