-- What hangs on an image, and the data of tasks: the same in every release from Mitaka to today.
-- Load it beside one of the other files here, which bring `images`, `tasks` and the revision:
--
--     cat samples/schemas/children.sql samples/schemas/wallaby_contract01.sql | sqlite3 glance.sqlite
--
-- Columns and constraints are those of a SQLite database that `glance-manage db upgrade` made (compared by
-- tests/samples/compare_schemas.py); indexes and the metadef tables are left out.

CREATE TABLE image_properties (
    id INTEGER NOT NULL PRIMARY KEY,
    image_id VARCHAR(36) NOT NULL REFERENCES images (id),
    name VARCHAR(255) NOT NULL,
    value TEXT,
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1)),
    UNIQUE (image_id, name)
);

CREATE TABLE image_tags (
    id INTEGER NOT NULL PRIMARY KEY,
    image_id VARCHAR(36) NOT NULL REFERENCES images (id),
    value VARCHAR(255) NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1))
);

CREATE TABLE image_locations (
    id INTEGER NOT NULL PRIMARY KEY,
    image_id VARCHAR(36) NOT NULL REFERENCES images (id),
    value TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1)),
    meta_data TEXT,
    status VARCHAR(30) NOT NULL DEFAULT 'active'
);

CREATE TABLE image_members (
    id INTEGER NOT NULL PRIMARY KEY,
    image_id VARCHAR(36) NOT NULL REFERENCES images (id),
    member VARCHAR(255) NOT NULL,
    can_share BOOLEAN NOT NULL CHECK (can_share IN (0, 1)),
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1)),
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    UNIQUE (image_id, member, deleted_at)
);

CREATE TABLE task_info (
    task_id VARCHAR(36) NOT NULL PRIMARY KEY REFERENCES tasks (id),
    input TEXT,
    result TEXT,
    message TEXT
);
