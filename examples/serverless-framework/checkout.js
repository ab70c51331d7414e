'use strict';

exports.handler = async () => 'I am the first version';
