BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(255), 
	PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('2024_1_contract01');
CREATE TABLE image_locations (
	id INTEGER NOT NULL, 
	image_id VARCHAR(255), 
	value VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME, 
	deleted_at DATETIME, 
	deleted BOOLEAN NOT NULL, 
	meta_data TEXT, 
	status VARCHAR(255), 
	PRIMARY KEY (id)
);
INSERT INTO "image_locations" VALUES(1,'a1b2c3d4-0000-4000-8000-000000000002','rbd://fsid/images/x/snap','2023-02-03 04:05:06',NULL,NULL,0,'{"store": "rbd"}','active');
CREATE TABLE image_members (
	id INTEGER NOT NULL, 
	image_id VARCHAR(255), 
	member VARCHAR(255), 
	can_share BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME, 
	deleted_at DATETIME, 
	deleted BOOLEAN NOT NULL, 
	status VARCHAR(255), 
	PRIMARY KEY (id)
);
INSERT INTO "image_members" VALUES(1,'a1b2c3d4-0000-4000-8000-000000000004','p-guest',0,'2023-02-03 04:05:06','2024-06-01 10:20:30','2024-06-01 10:20:30',1,'accepted');
CREATE TABLE image_properties (
	id INTEGER NOT NULL, 
	image_id VARCHAR(255), 
	name VARCHAR(255), 
	value VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME, 
	deleted_at DATETIME, 
	deleted BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "image_properties" VALUES(1,'a1b2c3d4-0000-4000-8000-000000000002','os_distro','ubuntu','2023-02-03 04:05:06',NULL,NULL,0);
CREATE TABLE image_tags (
	id INTEGER NOT NULL, 
	image_id VARCHAR(255), 
	value VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME, 
	deleted_at DATETIME, 
	deleted BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "image_tags" VALUES(1,'a1b2c3d4-0000-4000-8000-000000000002','base','2023-02-03 04:05:06',NULL,NULL,0);
CREATE TABLE images (
	id VARCHAR(36) NOT NULL, 
	name VARCHAR(255), 
	size BIGINT, 
	status VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME, 
	deleted_at DATETIME, 
	deleted BOOLEAN NOT NULL, 
	disk_format VARCHAR(255), 
	container_format VARCHAR(255), 
	checksum VARCHAR(255), 
	owner VARCHAR(255), 
	min_disk INTEGER NOT NULL, 
	min_ram INTEGER NOT NULL, 
	protected BOOLEAN DEFAULT 0 NOT NULL, 
	virtual_size BIGINT, 
	visibility VARCHAR(9) DEFAULT 'shared' NOT NULL, 
	os_hidden BOOLEAN DEFAULT 0 NOT NULL, 
	os_hash_algo VARCHAR(255), 
	os_hash_value VARCHAR(255), 
	PRIMARY KEY (id)
);
INSERT INTO "images" VALUES('a1b2c3d4-0000-4000-8000-000000000001','Ubuntu 20.04; "golden", it''s old',2147483648,'deleted','2023-02-03 04:05:06','2024-06-01 10:20:30','2024-06-01 10:20:30',1,'qcow2','bare','0f1e2d3c4b5a69788796a5b4c3d2e1f0','p-images',0,0,0,NULL,'public',0,'sha512','abababababababababababababababababababababababababababababababab');
INSERT INTO "images" VALUES('a1b2c3d4-0000-4000-8000-000000000002','Ubuntu 22.04',2147483648,'active','2023-02-03 04:05:06','2023-02-03 04:05:06',NULL,0,'qcow2','bare','0f1e2d3c4b5a69788796a5b4c3d2e1f0','p-images',0,0,0,NULL,'public',0,'sha512','abababababababababababababababababababababababababababababababab');
INSERT INTO "images" VALUES('a1b2c3d4-0000-4000-8000-000000000003','scratch\backup',2147483648,'deleted','2023-02-03 04:05:06','2024-06-01 10:20:30','2024-06-01 10:20:30',1,'qcow2','bare','0f1e2d3c4b5a69788796a5b4c3d2e1f0','p-lab',0,0,0,NULL,'private',0,'sha512','abababababababababababababababababababababababababababababababab');
INSERT INTO "images" VALUES('a1b2c3d4-0000-4000-8000-000000000004','build é',2147483648,'deleted','2023-02-03 04:05:06','2024-06-01 10:20:30','2024-06-01 10:20:30',1,'qcow2','bare','0f1e2d3c4b5a69788796a5b4c3d2e1f0','p-lab',0,0,0,NULL,'shared',0,'sha512','abababababababababababababababababababababababababababababababab');
CREATE TABLE task_info (
	task_id VARCHAR(255), 
	input TEXT, 
	result TEXT, 
	message TEXT, 
	PRIMARY KEY (task_id)
);
CREATE TABLE tasks (
	id VARCHAR(36) NOT NULL, 
	type VARCHAR(255), 
	status VARCHAR(255), 
	owner VARCHAR(255), 
	expires_at VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME, 
	deleted_at DATETIME, 
	deleted BOOLEAN NOT NULL, 
	image_id VARCHAR(255), 
	request_id VARCHAR(255), 
	user_id VARCHAR(255), 
	PRIMARY KEY (id)
);
COMMIT;
